/** The parts of a twin's control plane that provider states use. */

export interface ControlPlaneOptions {
  /** Base address of a twin, or of one of its sessions. */
  readonly twin: string
  /** Required if the twin has a control token. */
  readonly controlToken?: string
  /** Default: the global `fetch`. */
  readonly fetch?: typeof fetch
}

export interface ControlPlane {
  registerClient(registration: object): Promise<void>
  /** The twin's scenarios, each with the place where it acts. */
  scenarios(): Promise<readonly { readonly name: string; readonly at: string }[]>
  useScenario(use: { readonly name: string; readonly clientId?: string; readonly parameters: unknown }): Promise<void>
  /** Ends all scenarios of this twin. */
  endScenarios(): Promise<void>
  mint(options: object): Promise<{ readonly accessToken: string; readonly proof?: string }>
}

/**
 * Its functions throw an `Error` with the twin's response if it is not successful, and `TypeError` if the twin is
 * unreachable.
 */
export function createControlPlane({ twin, controlToken, fetch: send = fetch }: ControlPlaneOptions): ControlPlane {
  const base = `${twin.replace(/\/$/, '')}/_mock`
  const call = async (method: string, path: string, body?: object): Promise<unknown> => {
    const response = await send(`${base}/${path}`, {
      method,
      headers: {
        accept: 'application/json',
        'content-type': 'application/json',
        ...(controlToken !== undefined && { authorization: `Bearer ${controlToken}` }),
      },
      ...(body && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok)
      throw new Error(`${method} ${base}/${path} failed with status ${response.status}: ${text.slice(0, 500)}`)
    return text === '' ? undefined : JSON.parse(text)
  }
  return {
    registerClient: async (registration) => void (await call('POST', 'clients', registration)),
    scenarios: async () =>
      ((await call('GET', 'scenarios')) as { scenarios: { name: string; at: string }[] }).scenarios,
    useScenario: async (use) => void (await call('POST', 'scenarios', use)),
    endScenarios: async () => void (await call('DELETE', 'scenarios')),
    mint: async (options) => (await call('POST', 'tokens', options)) as { accessToken: string; proof?: string },
  }
}
