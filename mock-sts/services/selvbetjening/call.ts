/** What an operation of Selvbetjening is given. */

import type { ClientRegistration } from '../../clients/registration.ts'
import type { Address } from '../../context/address.ts'
import type { Twin } from '../../context/context.ts'

/** A call by a client whose token has been verified. */
export interface SelvbetjeningCall {
  readonly twin: Twin
  readonly address: Address
  /** As it is at this moment. */
  readonly registration: () => ClientRegistration
  readonly request: Request
}
