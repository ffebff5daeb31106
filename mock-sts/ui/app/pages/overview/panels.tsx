/** The panels of the overview: issuers, active scenarios, most broken rules, certainty of the rules. */
import type { JSX } from 'preact'
import { linkTo } from '../../address.ts'
import type { Overview, ScenarioInUse } from '../../api/control.ts'
import { stopUse } from '../../api/twin-state.ts'
import { announce } from '../../frame/announcer.tsx'
import { certainties } from '../../parts/certainty.tsx'
import { CopyIcon } from '../../parts/copy-button.tsx'
import { Icon } from '../../parts/icons.tsx'
import { focusContent } from '../../place.ts'
import { counted, t } from '../../words.ts'
import { leftOf, parametersOf, Target } from '../scenarios/active.tsx'
import { namesOf } from '../scenarios/names.ts'

interface Props {
  readonly overview: Overview
}

export function Issuers({ overview: { stses } }: Props): JSX.Element {
  return (
    <section class="panel" aria-labelledby="issuers">
      <header>
        <h2 id="issuers">{t('overview.issuers')}</h2>
        <p>{t('overview.issuers.about')}</p>
      </header>
      <table class="table cards">
        <thead>
          <tr>
            <th scope="col">STS</th>
            <th scope="col">{t('overview.issuer')}</th>
            <th scope="col">{t('overview.environments')}</th>
            <th scope="col">{t('profile')}</th>
            <th scope="col">{t('overview.metadata')}</th>
          </tr>
        </thead>
        <tbody>
          {stses.map(({ name, issuer, environments, profile, metadata }) => (
            <tr key={name}>
              <td>
                <b>{name}</b>
              </td>
              <td class="full">
                <span class="address">
                  <code>{issuer}</code>
                  <CopyIcon text={issuer} what={t('overview.issuerOf', { name })} />
                </span>
              </td>
              <td>{environments.map((environment) => environment.toUpperCase()).join(', ')}</td>
              <td data-name={t('profile')}>{profile}</td>
              <td data-name={t('overview.metadata')}>{metadata}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

export function ActiveNow({ overview: { scenarios } }: Props): JSX.Element {
  return (
    <section class="panel" aria-labelledby="active-now">
      <header>
        <h2 id="active-now">{t('scenarios.active')}</h2>
        <a class="push small" href={linkTo('scenarios')}>
          {t('page.scenarios')}
        </a>
      </header>
      {scenarios.length === 0 ? (
        <div class="body">
          <p class="hint">{t('scenarios.noneActive')}</p>
        </div>
      ) : (
        <ul class="acting">
          {scenarios.map((use) => (
            <Active key={use.id} use={use} />
          ))}
        </ul>
      )}
    </section>
  )
}

function Active({ use }: { readonly use: ScenarioInUse }): JSX.Element {
  const { id, sequence, acted } = use
  const names = namesOf(sequence)
  const stop = async () => {
    await stopUse(id)
    focusContent()
    announce(t('scenarios.stopped', { name: names }))
  }
  return (
    <li>
      <Icon name="bolt" />
      <span>
        <code>{names}</code> <span class="soft">{parametersOf(use)}</span>
        <br />
        <span class="quiet small">
          {t('overview.activeFor')} <Target use={use} inSentence />, {leftOf(use, true)},{' '}
          {t('scenarios.acted').toLowerCase()} {counted('scenarios.times', acted)}
        </span>
      </span>
      <button class="button tiny" type="button" onClick={stop}>
        {t('scenarios.stop')}
        <span class="unseen"> {names}</span>
      </button>
    </li>
  )
}

/** Rules that are listed. */
const shownBroken = 6

export function MostBroken({ overview: { brokenRules } }: Props): JSX.Element {
  const most = Math.max(...brokenRules.map(({ requests }) => requests))
  return (
    <section class="panel" aria-labelledby="most-broken">
      <header>
        <h2 id="most-broken">{t('overview.mostBroken')}</h2>
      </header>
      <div class="body">
        {brokenRules.length === 0 ? (
          <p class="hint">{t('overview.noneBroken')}</p>
        ) : (
          <ul class="bars">
            {brokenRules.slice(0, shownBroken).map(({ id, requests, requires }) => (
              <li key={id}>
                <a class="data" lang="en" href={`${linkTo('rules')}#${id}`} title={requires}>
                  {id}
                </a>
                <span class="bar">
                  <i style={{ width: `${(100 * requests) / most}%` }} />
                </span>
                <span>{requests}</span>
              </li>
            ))}
          </ul>
        )}
        <p class="hint">{t('overview.challengeNotCounted')}</p>
      </div>
    </section>
  )
}

export function HowCertain({ overview: { rules } }: Props): JSX.Element {
  const total = certainties.reduce((sum, status) => sum + rules[status], 0)
  return (
    <section class="panel" aria-labelledby="how-certain">
      <header>
        <h2 id="how-certain">{t('overview.howCertain')}</h2>
      </header>
      <div class="body">
        <div class="shares" aria-hidden="true">
          {certainties.map((status, index) => (
            <i key={status} class={`a${index + 1}`} style={{ flex: rules[status] }} />
          ))}
        </div>
        <p class="legend">
          {certainties.map((status) => (
            <span key={status}>
              <b>{rules[status]}</b> {t(`certainty.${status}`)}
            </span>
          ))}
        </p>
        <p class="hint">
          {t('overview.rules', { n: total })} <a href={linkTo('rules')}>{t('overview.allRules')}</a>
        </p>
      </div>
    </section>
  )
}
