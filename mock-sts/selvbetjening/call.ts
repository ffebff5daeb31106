/** What an operation of Selvbetjening is given. */
import type { Address } from '../address.ts'
import type { ClientRegistration } from '../registration.ts'
import type { Twin } from '../twin.ts'

/** A call by a client whose token has been verified. */
export interface SelvbetjeningCall {
  readonly twin: Twin
  readonly address: Address
  /** As it is at this moment. */
  readonly registration: () => ClientRegistration
  readonly request: Request
}
