/** The list of requests and one request in Norwegian, whose words are longer: nothing overflows, and verdict texts stay English. */
import { expect, it } from 'vitest'
import { badAudience, senderTo } from './sent.ts'
import { checkPage, open, startTwin, useBrowser, widths } from './workbench.ts'

useBrowser()

it('requests fit in Norwegian, too, and the texts of a verdict stay English', async () => {
  const twin = await startTwin()
  const { send } = await senderTo(twin)
  const warned = await send({ assertion: { claims: { exp: { $now: 40 } } } })
  const refused = await send(badAudience)
  const pages = [
    ['requests-nb', 'requests'],
    ['request-warned-nb', `requests/${warned}`],
    ['request-nb', `requests/${refused}`],
  ] as const
  for (const width of widths)
    for (const [name, path] of pages) {
      const opened = await open(`${twin.origin}/_mock/ui/`, { colorScheme: 'dark', viewport: { width, height: 900 } })
      const { page } = opened
      await page.evaluate(`localStorage.setItem('helseid-mock language', 'nb')`)
      await page.goto(`${twin.origin}/_mock/ui/${path}`)
      const loaded = name === 'requests-nb' ? page.getByRole('table') : page.getByText('Flyt', { exact: true })
      await loaded.first().waitFor()
      await checkPage(opened, name)
      if (name === 'request-nb')
        expect(await page.getByRole('region', { name: 'Utfall' }).innerText()).toMatch(
          /Slik retter du det[\s\S]*HelseID no longer/,
        )
      await page.close()
    }
})
