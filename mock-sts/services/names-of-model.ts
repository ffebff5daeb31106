/** Member names as .NET reads them: without regard to letter case. */

/**
 * The object with the names of the model; of two members with one name, the last counts. Any other value is returned as it is.
 * https://learn.microsoft.com/dotnet/standard/serialization/system-text-json/character-casing (web defaults)
 */
export function withNamesOf(model: readonly string[], value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const names = new Map(model.map((name) => [name.toLowerCase(), name]))
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [names.get(name.toLowerCase()) ?? name, member]),
  )
}
