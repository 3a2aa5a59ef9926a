/** `$$`, `$name` (letters, digits, underscores; as many as there are) or `${name}`. */
const REFERENCE = /\$(?:\$|([\p{L}\p{Nd}_]+)|\{([\p{L}\p{Nd}_]+)\})/gu;

/**
 * A template with `$1`, `${1}`, `$name` and `${name}` replaced by what the group caught, by nothing where there is no
 * such group, and `$$` by a dollar sign. Other dollar signs stay. Source: Go's regexp.Expand.
 */
export function expandTemplate(template: string, group: (name: string | number) => string): string {
  return template.replace(REFERENCE, (whole, bare?: string, braced?: string) => {
    const name = bare ?? braced;
    if (name === undefined) return whole === '$$' ? '$' : whole;
    return group(/^\d+$/.test(name) ? Number(name) : name);
  });
}
