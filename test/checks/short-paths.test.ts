/** The heading of a report names the command without the folders of the machine it ran on. */
import { expect, it } from 'vitest'
import { shortPaths } from '../../mock-sts/checks/report/short-paths.ts'

it.each([
  ['/usr/local/bin/node --conditions=a /home/me/app/client.ts', 'node --conditions=a client.ts'],
  ['"/opt/my app/bin/java" -jar /tmp/client.jar', '"java" -jar client.jar'],
  ['C:\\apps\\Client.exe --config=D:/a/b.json', 'Client.exe --config=b.json'],
  ['sh -c "/usr/bin/a --b /c/d"', 'sh -c "a --b d"'],
  ['dotnet out/MyClient.dll', 'dotnet out/MyClient.dll'],
  ['GET http://localhost:5000/api/hello', 'GET http://localhost:5000/api/hello'],
  ['https://helseid-sts.test.nhn.no', 'https://helseid-sts.test.nhn.no'],
  ['GET / and /hello', 'GET / and /hello'],
])('%s', (command, heading) => {
  expect(shortPaths(command)).toBe(heading)
})
