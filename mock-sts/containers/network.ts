/** Takes a running container off its networks, and puts it back under all its names. */
import { getContainerRuntimeClient, type StartedTestContainer } from 'testcontainers'

/** Networks that have no aliases. */
const withoutAliases = ['bridge', 'podman']

export async function disconnectFromNetworks(container: StartedTestContainer): Promise<void> {
  const client = await getContainerRuntimeClient()
  for (const name of container.getNetworkNames())
    await client.network.getById(name).disconnect({ Container: container.getId(), Force: true })
}

export async function connectToNetworks(container: StartedTestContainer, aliases: readonly string[]): Promise<void> {
  const client = await getContainerRuntimeClient()
  for (const name of container.getNetworkNames()) {
    const names = withoutAliases.includes(name) ? [] : [...aliases]
    await client.container.connectToNetwork(
      client.container.getById(container.getId()),
      client.network.getById(name),
      names,
    )
  }
}
