/** Shapes in orthogonal subspaces, taken together (Elhage et al. 2022, "Tegum Products"). */
export interface TegumProduct {
  /** How many components there are of each name, in the order of falling dimension, `dedicated` and `unknown` last. */
  factors: { name: string; count: number }[];
  /** Name of the product of all shapes, where it has one of its own: two digons are a square. */
  name: string | null;
  /** For example `triangular bipyramid = triangle ⊕ digon; 1 dedicated`. */
  text: string;
}

/** Names that are no factor of a product: a feature that shares with none, and what was not recognised. */
const APART = ['dedicated', 'unknown'];

const BIPYRAMIDS: Readonly<Record<string, string>> = {
  triangle: 'triangular bipyramid',
  pentagon: 'pentagonal bipyramid',
  hexagon: 'hexagonal bipyramid',
  heptagon: 'heptagonal bipyramid',
  octagon: 'octagonal bipyramid',
};

/**
 * The tegum product of components that are orthogonal to each other. Their norms need not agree: a bipyramid may be
 * steeper or flatter than its base is wide.
 */
export function tegumProduct(
  components: readonly { name: string; dimension: number }[],
): TegumProduct {
  const dimension = new Map(components.map((component) => [component.name, component.dimension]));
  const factors = [...dimension.keys()]
    .map((name) => ({ name, count: components.filter((one) => one.name === name).length }))
    .sort((a, b) => rank(a.name) - rank(b.name) || dimension.get(b.name)! - dimension.get(a.name)!);
  const shapes = factors.filter(({ name }) => rank(name) < 0);
  const name = productName(shapes);
  const product = shapes.map((factor) => times(factor)).join(' ⊕ ');
  const apart = factors.filter(({ name }) => rank(name) >= 0);
  const parts = [
    ...(product ? [name ? `${name} = ${product}` : product] : []),
    ...apart.map((factor) => `${factor.count} ${factor.name}`),
  ];
  return { factors, name, text: parts.join('; ') || 'nothing learned' };
}

/** −1 for a factor of the product, else its place among those that are apart. */
function rank(name: string): number {
  return APART.indexOf(name);
}

function times({ name, count }: { name: string; count: number }): string {
  return count === 1 ? name : `${count} × ${name}`;
}

function productName(shapes: readonly { name: string; count: number }[]): string | null {
  const digons = shapes.find(({ name }) => name === 'digon')?.count ?? 0;
  const others = shapes.filter(({ name }) => name !== 'digon');
  if (others.length === 0 && digons >= 2) {
    return digons === 2 ? 'square' : digons === 3 ? 'octahedron' : `${digons}-orthoplex`;
  }
  if (others.length === 1 && others[0].count === 1 && digons === 1) {
    return BIPYRAMIDS[others[0].name] ?? null;
  }
  return null;
}
