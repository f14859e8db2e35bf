/** JSON in which equal values are equal texts: keys sorted, no spaces. What JSON doesn't know is left out, or null. */
export function canonicalJson(value: unknown): string {
  return (
    JSON.stringify(value, (_, inner: unknown) => (isPlainObject(inner) ? sorted(inner) : inner)) ?? 'null'
  );
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sorted(object: Record<string, unknown>): Record<string, unknown> {
  // Without a prototype, so that a key `__proto__` is one like any other.
  const result = Object.create(null) as Record<string, unknown>;
  for (const key of Object.keys(object).sort()) result[key] = object[key];
  return result;
}
