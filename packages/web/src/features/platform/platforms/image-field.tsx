import { Button, FileButton, Group, Input, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTexts } from '../../../app/i18n.ts'
import { Failure } from '../../../ui/states.tsx'
import classes from './platform-form.module.css'
import { changePlatformImage, type ImageKind, type PlatformSettings } from './queries.ts'

const TYPES = ['image/png', 'image/jpeg', 'image/webp']
const MAX_BYTES = 1_000_000

interface ImageFieldProps {
  kind: ImageKind
  settings: PlatformSettings
}

/** One picture of the platform: shown on the ground that it is for, uploaded and taken away at once. */
export function ImageField({ kind, settings }: ImageFieldProps) {
  const { t } = useTexts()
  const [flaw, setFlaw] = useState<string>()
  const name = t('platform.imageName', { kind })
  const image = imageOf(settings, kind)
  const isMade = kind === 'icon' && image !== null && !settings.hasOwnIcon
  const save = useMutation({
    mutationFn: (file: File | undefined) => changePlatformImage(kind, settings.version, file),
  })
  const choose = (file: File | null) => {
    if (!file) return
    const isTooLarge = file.size > MAX_BYTES
    setFlaw(isTooLarge ? t('platform.tooLarge', { megabytes: file.size / 1_000_000 }) : undefined)
    if (!isTooLarge) save.mutate(file)
  }
  return (
    <Input.Wrapper
      label={name}
      labelElement="div"
      description={t('platform.imageHelp', { kind })}
      error={flaw}
    >
      <Stack gap="xs" mt={8}>
        {image && (
          <span className={classes.shown} data-kind={kind}>
            <img src={image.url} alt={name} width={image.width} height={image.height} />
          </span>
        )}
        {isMade && <Text size="xs">{t('platform.fromLogo')}</Text>}
        <Group gap="xs">
          <FileButton
            accept={TYPES.join()}
            onChange={choose}
            inputProps={{ 'aria-label': t('platform.chooseFor', { name }) }}
          >
            {(button) => (
              <Button
                variant="default"
                size="xs"
                loading={save.isPending}
                aria-label={t('platform.chooseFor', { name })}
                {...button}
              >
                {t('platform.choose')}
              </Button>
            )}
          </FileButton>
          {image && !isMade && (
            <Button
              variant="subtle"
              size="xs"
              aria-label={t('platform.removeFor', { name })}
              onClick={() => save.mutate(undefined)}
            >
              {t('platform.remove')}
            </Button>
          )}
        </Group>
        {save.error && <Failure error={save.error} />}
      </Stack>
    </Input.Wrapper>
  )
}

function imageOf({ images }: PlatformSettings, kind: ImageKind) {
  switch (kind) {
    case 'logo':
      return images.logo
    case 'logo-dark':
      return images.logoDark
    case 'icon':
      return images.icon
    case 'sign-in':
      return images.signIn
  }
}
