/** Turns the schemas that the control plane validates with into those that it publishes, with which generated clients compile and work. */

export type Schema = Readonly<Record<string, unknown>>

interface Keywords {
  /** Published instead: the twin accepts more, and refuses the rest with texts of its own. */
  readonly publishedAs?: Schema
  /** Name in the document: generated clients get a class or enumeration with this name. */
  readonly title?: string
  /** Alternatives that the twin accepts; the first one is published. */
  readonly anyOf?: readonly Schema[]
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly description?: string
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly patternProperties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: boolean | Schema
  readonly items?: Schema
}

/** Names that differ from those in the configuration: generated code has classes called `Client` and `Api` itself. */
const otherNames: Readonly<Record<string, string>> = {
  client: 'ClientRegistration',
  api: 'ApiRegistration',
  severity: 'Severities',
}

/** Ends the description of what has more forms than the published one. */
const oneOfSeveral = 'the twin accepts another form, too, which this document leaves out for generated clients'

/** Some generators ignore `true`. */
const anything = { description: 'any JSON value' }

/** The published name of a schema. */
export function publishedName(name: string): string {
  return otherNames[name] ?? name.charAt(0).toUpperCase() + name.slice(1)
}

/** The names of the schemas that a value refers to. */
export function referencesOf(value: unknown): string[] {
  return [...(JSON.stringify(value) ?? '').matchAll(/"#\/definitions\/(\w+)"/g)].map(([, name = '']) => name)
}

/**
 * Publishes schemas, and collects those with a title in `components`. `nullable`: optional members may also be null, which means that
 * they are not given, because many generated clients send it.
 */
export function createPublisher(components: Record<string, Schema>): (schema: object, nullable: boolean) => Schema {
  const publish = (schema: object, nullable: boolean): Schema => {
    const { publishedAs, title, anyOf, $ref, ...others } = schema as Keywords
    const { type, description } = others
    const says = description === undefined ? {} : { description }
    if (anyOf !== undefined) {
      const published = publish({ ...anyOf[0], ...says }, nullable)
      return { ...published, description: [description, oneOfSeveral].filter(Boolean).join('; ') }
    }
    if (publishedAs !== undefined) {
      const published = publish({ ...publishedAs, ...says }, nullable)
      return Array.isArray(type) && type.includes('null') ? orNull(published) : published
    }
    if ($ref !== undefined) return { ...component($ref.replace('#/definitions/', '')), ...says }
    if (title === undefined) return within(others, nullable)
    components[title] ??= within(others, nullable)
    return { ...component(title), ...says }
  }
  const within = (schema: Keywords, nullable: boolean): Schema => {
    const { properties, patternProperties, additionalProperties, items, required = [], type, ...others } = schema
    const rest = patternProperties?.['^(.*)$'] ?? additionalProperties
    const member = ([name, value]: [string, Schema]) => {
      const published = publish(value, nullable)
      return [name, nullable && !required.includes(name) ? orNull(published) : published]
    }
    return {
      ...others,
      ...(type !== undefined && { type }),
      ...(required.length > 0 && { required }),
      ...(type === 'integer' && { format: 'int64' }),
      ...([type].flat().includes('number') && { format: 'double' }),
      ...(properties && { properties: Object.fromEntries(Object.entries(properties).map(member)) }),
      ...(items && { items: publish(items, nullable) }),
      ...(rest !== undefined && { additionalProperties: publishRest(rest, nullable) }),
    }
  }
  const publishRest = (rest: boolean | Schema, nullable: boolean): boolean | Schema => {
    if (typeof rest === 'object' && Object.keys(rest).length > 0) return publish(rest, nullable)
    return rest !== false && anything
  }
  return publish
}

function component(name: string): { $ref: string } {
  return { $ref: `#/components/schemas/${publishedName(name)}` }
}

function orNull(schema: Schema): Schema {
  const { $ref, type, enum: values, description } = schema as Keywords
  const says = description === undefined ? {} : { description }
  if ($ref !== undefined) return { oneOf: [{ $ref }, { type: 'null' }], ...says }
  if (typeof type !== 'string') return schema
  return { ...schema, type: [type, 'null'], ...(values && { enum: [...values, null] }) }
}
