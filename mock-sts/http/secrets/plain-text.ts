/** Finds secrets in a text as it is, and replaces each with a mark that says what it was; does not decode anything. */
import { withoutCredentials } from './credentials.ts'
import { withoutDer } from './der.ts'
import type { Mark } from './kinds.ts'
import { withoutNamedSecrets } from './named-values.ts'
import { withoutPeople } from './people.ts'
import { withoutPrivateKeys } from './private-keys.ts'

/** Keys come first: they are found by their whole text, which a name before them would hide. */
export function withoutPlainSecrets(text: string, mark: Mark): string {
  let kept = withoutPrivateKeys(text, mark)
  kept = withoutDer(kept, mark)
  kept = withoutCredentials(kept, mark)
  kept = withoutNamedSecrets(kept, mark)
  return withoutPeople(kept, mark)
}
