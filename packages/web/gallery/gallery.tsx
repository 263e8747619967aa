import '@mantine/core/styles.layer.css'
import '../src/app/fonts.css'
import '../src/app/tokens.css'
import '../src/app/app.css'
import '../src/app/hues.css'
import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { createRoot } from 'react-dom/client'
import { queryClient } from '../src/api/client.ts'
import { startTexts, withTexts } from '../src/app/i18n.ts'
import { cssVariables, theme } from '../src/app/theme.ts'
import classes from './gallery.module.css'
import { pictures } from './pictures.tsx'

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')

await startTexts()
await withTexts(['planning', 'navigation'], Promise.resolve())
createRoot(root).render(
  <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
    <QueryClientProvider client={queryClient}>
      <main className={classes.page}>
        <h1 className={classes.title}>Components</h1>
        {Object.entries(pictures).map(([name, show]) => (
          <section key={name} data-picture={name} aria-label={name} className={classes.picture}>
            {show()}
          </section>
        ))}
      </main>
    </QueryClientProvider>
  </MantineProvider>,
)
