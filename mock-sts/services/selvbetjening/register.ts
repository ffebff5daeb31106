/** Registers what a caller of Selvbetjening asks for, once it is a registration that the twin could read again. */
import type { StsName } from 'helseid-contract'
import type { ClientRegistration } from '../../clients/registration.ts'
import type { ClientChange } from '../../clients/registrations.ts'
import type { Context } from '../../context/context.ts'
import { BadRequest } from './problem.ts'

/**
 * Of two changes at the same time the second builds on the first.
 * @throws {BadRequest} saying everything that is wrong with what `make` gives
 */
export async function register(
  context: Context,
  sts: StsName,
  clientId: string,
  make: ClientChange,
): Promise<ClientRegistration> {
  // The validator is loaded only where there is something to validate.
  const { clientProblems } = await import('../../config/problems.ts')
  return context.registrations.changeClient(sts, clientId, (current) => {
    const registration = make(current)
    const problems = clientProblems(registration)
    if (problems.length > 0) throw new BadRequest(`The client cannot be registered: ${problems.join('; ')}`)
    return registration
  })
}
