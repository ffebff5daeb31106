/** Reads the organisation structure from an assertion's claims: `assertion_details`, or the claim's older name. */
import type { Json, JsonObject } from './json.ts'
import { detailTypes, organizationSystems } from './organization-details.ts'
import { claimPlace, type Place } from './place.ts'

/** Names of the claim: current and older (UP:sfm-id_for_multi_tenant-klienter). */
export const detailsClaims = ['assertion_details', 'authorization_details'] as const

export interface StructureFault {
  /** JSON pointer into the claims. */
  readonly at: string
  readonly expected: string
  readonly seen: string
}

export interface OrganizationFacts {
  /** Which of the two claims are present. */
  readonly claimNames: readonly (typeof detailsClaims)[number][]
  /** Where the structure differs from HelseID's documentation, except for the format of organisation numbers. */
  readonly faults: readonly StructureFault[]
  /** The organisation structure, if it is readable. */
  readonly organization?: OrganizationNumber
  /** `journal_id` of an SFM structure, if it is readable. */
  readonly sfmJournalId?: string
}

export interface OrganizationNumber {
  /** JSON pointer to the structure, from the claims. */
  readonly at: string
  readonly form: 'multi-tenant' | 'single-tenant'
  /** True for the older OID, which HelseID.Samples use. */
  readonly oldSystem: boolean
  /** `value` as sent. */
  readonly value: string
  /** Numbers as sent, in any format. */
  readonly parent?: string
  readonly child?: string
}

/** Path to the number within its structure. */
const identifierPath = ['practitioner_role', 'organization', 'identifier']

/** The place of a member of the organisation's `identifier`. */
export function identifierPlace({ at }: OrganizationNumber, member: 'system' | 'value'): Place {
  return claimPlace([at, ...identifierPath, member].join('/'))
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

export function readOrganization(claims: JsonObject): OrganizationFacts {
  const claimNames = detailsClaims.filter((name) => claims[name] !== undefined)
  const name = claimNames[0]
  if (name === undefined) return { claimNames, faults: [] }
  const reader = new DetailsReader(`/${name}`)
  reader.read(claims[name] as Json)
  return { claimNames, ...reader.result() }
}

/** Reads one details claim and collects every fault. */
class DetailsReader {
  readonly #root: string
  readonly #faults: StructureFault[] = []
  readonly #organizations: OrganizationNumber[] = []
  readonly #seenTypes = new Map<string, number>()
  #sfmJournalId: string | undefined

  constructor(root: string) {
    this.#root = root
  }

  result(): Omit<OrganizationFacts, 'claimNames'> {
    const organization = this.#organizations[0]
    return {
      faults: this.#faults,
      ...(organization && { organization }),
      ...(this.#sfmJournalId !== undefined && { sfmJournalId: this.#sfmJournalId }),
    }
  }

  read(value: Json): void {
    if (Array.isArray(value)) {
      if (value.length === 0) this.#fault(this.#root, 'at least one structure', 'an empty array')
      value.forEach((entry, index) => {
        this.#entry(entry, `${this.#root}/${index}`)
      })
    } else this.#entry(value, this.#root)
  }

  #entry(value: Json, at: string): void {
    if (!isObject(value)) {
      this.#fault(at, 'an object with a `type`', describe(value))
      return
    }
    const type = value.type
    if (type !== detailTypes.organization && type !== detailTypes.sfm) {
      this.#fault(`${at}/type`, `"${detailTypes.organization}" or "${detailTypes.sfm}"`, describe(type))
      return
    }
    const times = (this.#seenTypes.get(type) ?? 0) + 1
    this.#seenTypes.set(type, times)
    if (times > 1) {
      this.#fault(at, `one structure of type "${type}"`, `${times} structures of this type`)
      return
    }
    if (type === detailTypes.sfm) this.#sfm(value, at)
    else this.#organization(value, at)
  }

  #sfm(entry: JsonObject, at: string): void {
    const journalId = isObject(entry.value) ? entry.value.journal_id : undefined
    if (typeof journalId === 'string' && uuid.test(journalId)) this.#sfmJournalId = journalId
    else this.#fault(`${at}/value/journal_id`, 'a UUID', describe(journalId))
  }

  #organization(entry: JsonObject, at: string): void {
    let value: Json | undefined = entry
    let where = at
    for (const step of identifierPath) {
      where += `/${step}`
      value = isObject(value) ? value[step] : undefined
      if (!isObject(value)) {
        this.#fault(where, 'an object', describe(value))
        return
      }
    }
    const { system, type, value: number } = value as JsonObject
    const { multiTenant, singleTenant, singleTenantOld } = organizationSystems
    if (type !== 'ENH') this.#fault(`${where}/type`, '"ENH"', describe(type))
    if (typeof number !== 'string') {
      this.#fault(`${where}/value`, 'a string', describe(number))
      return
    }
    if (system === singleTenant || system === singleTenantOld) {
      this.#organizations.push({
        at,
        form: 'single-tenant',
        oldSystem: system === singleTenantOld,
        value: number,
        child: number,
      })
    } else if (system === multiTenant) this.#multiTenant(number, at, `${where}/value`)
    else this.#fault(`${where}/system`, `"${multiTenant}" or "${singleTenant}"`, describe(system))
  }

  /** `NO:ORGNR:<parent>`, optionally with a trailing colon, or `NO:ORGNR:<parent>:<child>`. */
  #multiTenant(value: string, at: string, where: string): void {
    const [country, register, parent, child, ...rest] = value.split(':')
    if (country !== 'NO' || register !== 'ORGNR' || !parent || rest.length > 0) {
      this.#fault(where, 'NO:ORGNR:<parent>:<child>, where :<child> is optional', describe(value))
      return
    }
    this.#organizations.push({ at, form: 'multi-tenant', oldSystem: false, value, parent, ...(child && { child }) })
  }

  #fault(at: string, expected: string, seen: string): void {
    this.#faults.push({ at, expected, seen })
  }
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function describe(value: Json | undefined): string {
  return value === undefined ? 'nothing' : JSON.stringify(value)
}
