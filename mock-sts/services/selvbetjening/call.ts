/** What an operation of Selvbetjening is given. */
import type { ClientRegistration } from '../../clients/registration.ts'
import type { Call } from '../../context/call.ts'

/** A call by a client whose token has been verified. */
export interface SelvbetjeningCall extends Call {
  /** As it is at this moment. */
  readonly registration: () => ClientRegistration
}
