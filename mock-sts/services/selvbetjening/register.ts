/** Registers what a caller of Selvbetjening asks for, once it is a registration that the twin could read again. */
import type { ClientRegistration } from '../../clients/registration.ts'
import type { Context } from '../../context/context.ts'
import { BadRequest } from './problem.ts'

/**
 * `make` is asked when nothing more has to be waited for, so that of two changes at the same time the second builds on the first.
 * @throws {BadRequest} saying everything that is wrong with it
 */
export async function register(context: Context, make: () => ClientRegistration): Promise<ClientRegistration> {
  // The validator is loaded only where there is something to validate.
  const { clientProblems } = await import('../../config/problems.ts')
  const registration = make()
  const problems = clientProblems(registration)
  if (problems.length > 0) throw new BadRequest(`The client cannot be registered: ${problems.join('; ')}`)
  await context.registrations.registerClient(registration)
  return registration
}
