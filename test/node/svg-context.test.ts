// Figures as SVG: what is drawn on a canvas comes out as shapes and letters.
import { expect, it } from 'vitest';
import { SvgContext } from '../../src/ui/figures/svg-context';

it('writes shapes, text with its font, turned axes and dashes', () => {
  const context = new SvgContext();
  context.fillStyle = 'rgb(1 2 3)';
  context.fillRect(1, 2, 3.456, 4);
  context.save();
  context.translate(5, 6);
  context.rotate(-Math.PI / 2);
  context.font = `600 12px "Noto Sans", serif`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText('‖W‖ < 1 & "b"', 10, 20);
  context.restore();
  context.strokeStyle = '#0b5cad80';
  context.globalAlpha = 0.5;
  context.setLineDash([5, 4]);
  context.beginPath();
  context.arc(10, 10, 5, 0, 2 * Math.PI);
  context.stroke();
  const svg = context.toSvg('A & b', 100, 50);
  expect(svg).toContain('<svg xmlns="http://www.w3.org/2000/svg" width="100" height="50"');
  expect(svg).toContain('<title>A &amp; b</title>');
  expect(svg).toContain('<path d="M1 2h3.46v4h-3.46Z" fill="rgb(1,2,3)"/>');
  expect(svg).toContain(
    'font-family="&quot;Noto Sans&quot;, serif" font-size="12" font-weight="600"',
  );
  expect(svg).toMatch(
    /<text x="10" y="24.2" text-anchor="middle".*transform="translate\(5 6\)rotate\(-90\)">‖W‖ &lt; 1 &amp; &quot;b&quot;<\/text>/,
  );
  // A whole circle is two arcs; what is saved and taken back leaves no trace.
  expect(svg).toMatch(
    /<path d="M15 10A5 5 0 0 1 5 10A5 5 0 0 1 15 10" fill="none" stroke="#0b5cad" stroke-opacity="0.25" stroke-width="1" stroke-dasharray="5 4"\/>/,
  );
});
