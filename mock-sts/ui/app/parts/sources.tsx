/** Where a rule comes from: references, as links where they have an address. */
import type { JSX } from 'preact'
import type { VerdictRule } from '../api/control.ts'

export function Sources({ rule: { sources } }: { readonly rule: Pick<VerdictRule, 'sources'> }): JSX.Element {
  return (
    <span lang="en">
      {sources.map(({ text, address }, index) => (
        <span key={text}>
          {index > 0 && ' · '}
          {address === undefined ? (
            text
          ) : (
            <a href={address} rel="noreferrer" target="_blank">
              {text}
            </a>
          )}
        </span>
      ))}
    </span>
  )
}
