/** How certain it is that HelseID has a rule. */
import type { JSX } from 'preact'
import type { VerdictRule } from '../api/control.ts'
import { t } from '../words.ts'

export const certainties = ['confirmed', 'likely', 'unknown'] as const

export function Certainty({ status }: { readonly status: VerdictRule['status'] }): JSX.Element {
  return <span class="tag">{t(`certainty.${status}`)}</span>
}
