/** Where a rule comes from: references, as links where they have an address. */
import type { JSX } from 'preact'
import type { VerdictRule } from '../api/control.ts'

export function Sources({ rule: { source } }: { readonly rule: Pick<VerdictRule, 'source'> }): JSX.Element {
  if (source.url === undefined) return <span lang="en">{source.reference}</span>
  return (
    <a href={source.url} rel="noreferrer" target="_blank" lang="en">
      {source.reference}
    </a>
  )
}
