/** The control plane of a twin, as far as provider states need it. */

export interface ControlPlaneOptions {
  /** Address of a twin, or of a session of it. */
  readonly twin: string
  /** Where the twin asks for one. */
  readonly controlToken?: string
  /** Default: the global `fetch`. */
  readonly fetch?: typeof fetch
}

export interface ControlPlane {
  registerClient(registration: object): Promise<void>
  /** What can go wrong on purpose, and where it acts. */
  scenarios(): Promise<readonly { readonly name: string; readonly at: string }[]>
  useScenario(use: { readonly name: string; readonly clientId?: string; readonly parameters: unknown }): Promise<void>
  /** Ends all scenarios on this twin. */
  endScenarios(): Promise<void>
  mint(options: object): Promise<{ readonly accessToken: string; readonly proof?: string }>
}

/** Its functions throw an `Error` that says what the twin answered, or `TypeError` where there is no answer. */
export function createControlPlane({ twin, controlToken, fetch: ask = fetch }: ControlPlaneOptions): ControlPlane {
  const base = `${twin.replace(/\/$/, '')}/_mock`
  const call = async (method: string, path: string, body?: object): Promise<unknown> => {
    const response = await ask(`${base}/${path}`, {
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
      throw new Error(`${method} ${base}/${path} was answered ${response.status}: ${text.slice(0, 500)}`)
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
