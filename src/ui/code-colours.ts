import { css } from 'lit';

/** Colours of a WGSL text; the same classes stand in the editor. */
export const codeColours = css`
  .tok-comment {
    color: var(--sys-code-comment);
  }
  .tok-keyword {
    color: var(--sys-code-keyword);
  }
  .tok-typeName {
    color: var(--sys-code-type);
  }
  .tok-number {
    color: var(--sys-code-number);
  }
  .tok-propertyName {
    color: var(--sys-code-attribute);
  }
`;
