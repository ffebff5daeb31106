/** A flow by its id: the page of the request that decides its outcome. */
import type { JSX } from 'preact'
import { useAnswer } from '../../api/use-answer.ts'
import { Loaded } from '../../parts/states.tsx'
import type { Page } from '../page.ts'
import { OneRequest } from '../request.tsx'
import { rowsOf } from '../requests/rows.ts'
import { Gone, isGone } from './gone.tsx'
import { loadFlow } from './load.ts'

export const flow: Page = { path: 'flows/:id', name: 'requests', title: 'flow', icon: 'list', View }

function View({ id = '' }: Readonly<Record<string, string>>): JSX.Element {
  const answer = useAnswer(() => loadFlow(id), [id])
  return (
    <>
      {isGone(answer) && <Gone />}
      {!isGone(answer) && (
        <Loaded answer={answer} rows={12}>
          {({ requests }) => <OneRequest id={rowsOf(requests)[0]?.main.id ?? id} />}
        </Loaded>
      )}
    </>
  )
}
