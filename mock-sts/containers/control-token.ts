/** The control token of a container: from one of the four places that may set it, or a random one. */
import { randomBytes } from 'node:crypto'
import { settingsPaths } from './settings-files.ts'

export interface TokenSources {
  /** Of `withControlToken`. */
  readonly method: string | undefined
  /** Of `withConfig`. */
  readonly config: string | undefined
  readonly environment: Readonly<Record<string, string | undefined>>
}

export interface ContainerToken {
  /** Undefined if the container reads it from a file that is not known here. */
  readonly value: string | undefined
  /** To be copied into the container, which has it from nowhere else. */
  readonly isCopied: boolean
}

/** @throws {TypeError} if two places set the token */
export function containerToken({ method, config, environment }: TokenSources): ContainerToken {
  const { HELSEID_MOCK_CONTROL_TOKEN: variable, HELSEID_MOCK_CONTROL_TOKEN_FILE: path } = environment
  // The module itself sets the path when the container starts a second time.
  const file = path === settingsPaths.controlToken ? undefined : path
  const sources = {
    withControlToken: method,
    'withConfig({ controlToken })': config,
    HELSEID_MOCK_CONTROL_TOKEN: variable,
    HELSEID_MOCK_CONTROL_TOKEN_FILE: file,
  }
  const given = Object.entries(sources).flatMap(([source, value]) => (value === undefined ? [] : [source]))
  if (given.length > 1)
    throw new TypeError(
      `${given.join(' and ')} both set the control token, and the twin accepts only one: use one of them`,
    )
  if (file !== undefined) return { value: undefined, isCopied: false }
  if (variable !== undefined) return { value: variable, isCopied: false }
  return { value: method ?? config ?? randomBytes(32).toString('base64url'), isCopied: true }
}
