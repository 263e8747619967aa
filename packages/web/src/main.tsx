import '@mantine/core/styles/baseline.layer.css'
import '@mantine/core/styles/default-css-variables.layer.css'
import '@mantine/core/styles/global.layer.css'
import '@mantine/core/styles/UnstyledButton.layer.css'
import '@mantine/core/styles/Button.layer.css'
import '@mantine/core/styles/ActionIcon.layer.css'
import '@mantine/core/styles/CloseButton.layer.css'
import '@mantine/core/styles/Paper.layer.css'
import '@mantine/core/styles/Popover.layer.css'
import '@mantine/core/styles/Menu.layer.css'
import '@mantine/core/styles/Loader.layer.css'
import '@mantine/core/styles/Alert.layer.css'
import '@mantine/core/styles/Text.layer.css'
import '@mantine/core/styles/Title.layer.css'
import '@mantine/core/styles/Anchor.layer.css'
import '@mantine/core/styles/Stack.layer.css'
import '@mantine/core/styles/Group.layer.css'
import '@mantine/core/styles/Input.layer.css'
import './app/fonts.css'
import './app/tokens.css'
import './app/app.css'
import './app/hues.css'
import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { queryClient } from './api/client.ts'
import { App } from './app/app.tsx'
import { Crash } from './app/crash.tsx'
import { heedForcedColors } from './app/forced-colors.ts'
import { startTexts } from './app/i18n.ts'
import { keepInstallOffer } from './app/install.ts'
import { keepFocus } from './app/keep-focus.ts'
import { styleNonce, tellStyleNonce } from './app/style-nonce.ts'
import { cssVariables, theme } from './app/theme.ts'
import { guardLeaving } from './ui/unsaved.tsx'

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')

tellStyleNonce()
heedForcedColors()
keepInstallOffer()
keepFocus()
guardLeaving()
await startTexts()
createRoot(root).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      getStyleNonce={styleNonce}
    >
      <Crash>
        <QueryClientProvider client={queryClient}>
          <App />
        </QueryClientProvider>
      </Crash>
    </MantineProvider>
  </StrictMode>,
)
