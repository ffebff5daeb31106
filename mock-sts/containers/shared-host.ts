/** Finds an address of the engine's host at which this process and containers reach the same published port. */
import { networkInterfaces } from 'node:os'
import { isLoopbackHost } from 'helseid-contract'
import { getContainerRuntimeClient, type StartedTestContainer } from 'testcontainers'
import { sendRequest } from '../http/send-request.ts'

/** In milliseconds, for one address. */
const timeout = 5000

/**
 * The addresses to try, the likeliest first: the engine's host unless it is localhost, the gateway of the container's network (Linux), this
 * machine's addresses (Docker Desktop, rootless engines), and the name that Docker Desktop gives to its host.
 */
export async function hostCandidates(network = 'bridge'): Promise<readonly string[]> {
  const client = await getContainerRuntimeClient()
  const { host } = client.info.containerRuntime
  const own = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
  const gateways = await gatewaysOf(client.network.getById(network))
  const all = [host, ...gateways, ...own.map(({ address }) => address), 'host.docker.internal']
  return [...new Set(all)].filter((candidate) => !isLoopbackHost(candidate))
}

async function gatewaysOf(network: { inspect: () => Promise<unknown> }): Promise<readonly string[]> {
  try {
    const { IPAM } = (await network.inspect()) as { IPAM?: { Config?: readonly { Gateway?: string }[] | null } }
    const gateways = (IPAM?.Config ?? []).map(({ Gateway = '' }) => Gateway)
    return gateways.filter((gateway) => /^[\d.]+$/.test(gateway))
  } catch (error) {
    // A network mode such as host is not a network.
    if ((error as { statusCode?: number }).statusCode === 404) return []
    throw error
  }
}

/** @throws {Error} naming the addresses that were tried */
export async function sharedHost(
  container: StartedTestContainer,
  candidates: readonly string[],
  { port, ca }: { readonly port: number; readonly ca: string | undefined },
): Promise<string> {
  for (const host of candidates) {
    const url = `${ca === undefined ? 'http' : 'https'}://${host}:${container.getMappedPort(port)}/readyz`
    const reached = await Promise.all([isReadyHere(url, ca), isReadyInside(container, url)])
    if (reached.every(Boolean)) return host
  }
  throw new Error(
    `withSharedIssuer: no address leads to the twin both from here and from a container (tried ${candidates.join(', ')}). A firewall may refuse connections from containers to this machine. Without a shared issuer, mint tokens for the containers' issuer: control.mint({ issuer: container.getNetworkIssuer() })`,
  )
}

async function isReadyHere(url: string, ca: string | undefined): Promise<boolean> {
  return sendRequest({ url, ca, timeout }).then(
    ({ status }) => status === 200,
    () => false,
  )
}

/** The twin's container stands for all on its network. The image has no shell, and nothing but Node. */
async function isReadyInside(container: StartedTestContainer, url: string): Promise<boolean> {
  const { exitCode } = await container.exec(['/nodejs/bin/node', '-e', request, url])
  return exitCode === 0
}

/** Only asks whether something answers, so the certificate does not matter. */
const request = `
setTimeout(() => process.exit(1), ${timeout})
require(process.argv[1].startsWith('https') ? 'https' : 'http')
  .get(process.argv[1], { rejectUnauthorized: false }, ({ statusCode }) => process.exit(statusCode === 200 ? 0 : 1))
  .on('error', () => process.exit(1))`
