/** Registers a client for Selvbetjening, after checking that the registration is valid. */
import type { StsName } from 'helseid-contract'
import type { ClientRegistration } from '../../clients/registration.ts'
import type { ClientChange } from '../../clients/registrations.ts'
import type { Context } from '../../context/context.ts'
import { BadRequest } from './problem.ts'

/**
 * Of two concurrent changes, the second builds on the first.
 * @throws {BadRequest} listing every problem of the registration that `make` returns
 */
export async function register(
  context: Context,
  sts: StsName,
  clientId: string,
  make: ClientChange,
): Promise<ClientRegistration> {
  // Loads the validator only when there is a registration to validate.
  const { clientProblems } = await import('../../config/problems.ts')
  return context.registrations.changeClient(sts, clientId, (current) => {
    const registration = make(current)
    const problems = clientProblems(registration)
    if (problems.length > 0) throw new BadRequest(`The client cannot be registered: ${problems.join('; ')}`)
    return registration
  })
}
