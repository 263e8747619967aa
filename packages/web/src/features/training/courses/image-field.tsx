import { Button, FileButton, Group, Input, Stack } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useTexts } from '../../../app/i18n.ts'
import { Cover } from '../../../ui/cover.tsx'
import classes from './course-picture.module.css'

const TYPES = ['image/png', 'image/jpeg', 'image/webp']
const MAX_BYTES = 1_000_000

/** What becomes of a picture when the form is saved: another file, none, or (undefined) it stays. */
export type ImageChange = File | 'none' | undefined

interface ImageFieldProps {
  /** Of the course, as they are typed and chosen: its cover is made of them while it has no picture. */
  name: string
  hue: number
  /** The address of the present picture. */
  imageUrl: string | null
  change: ImageChange
  onChange: (change: ImageChange) => void
}

/** Chooses a picture, shows it as it will look, or takes it away. */
export function ImageField({ name, hue, imageUrl, change, onChange }: ImageFieldProps) {
  const { t } = useTexts()
  const [flaw, setFlaw] = useState<string>()
  const chosen = useDataUrl(change)
  const shown = change === 'none' ? undefined : (chosen ?? imageUrl ?? undefined)
  const choose = (file: File | null) => {
    if (!file) return
    if (!TYPES.includes(file.type)) setFlaw(t('course.imageUnknown'))
    else if (file.size > MAX_BYTES) setFlaw(t('course.imageTooLarge', { megabytes: file.size / 1_000_000 }))
    else {
      setFlaw(undefined)
      onChange(file)
    }
  }
  return (
    <Input.Wrapper
      label={t('course.image')}
      labelElement="div"
      description={t('course.imageHelp')}
      error={flaw}
    >
      <Stack gap="xs" mt={6}>
        <Cover className={classes.preview} name={name} hue={hue} imageUrl={shown ?? null} />
        <Group gap="xs">
          <FileButton
            accept={TYPES.join()}
            onChange={choose}
            inputProps={{ 'aria-label': t('course.image') }}
          >
            {(button) => (
              <Button variant="default" size="xs" {...button}>
                {t('course.imageChoose')}
              </Button>
            )}
          </FileButton>
          {shown && (
            <Button variant="default" size="xs" onClick={() => onChange(imageUrl ? 'none' : undefined)}>
              {t('course.imageRemove')}
            </Button>
          )}
        </Group>
      </Stack>
    </Input.Wrapper>
  )
}

/** A chosen file as an address that pages of ours may show. */
function useDataUrl(change: ImageChange): string | undefined {
  const [url, setUrl] = useState<string>()
  useEffect(() => {
    setUrl(undefined)
    if (!(change instanceof File)) return
    const reader = new FileReader()
    reader.onload = () => setUrl(String(reader.result))
    reader.readAsDataURL(change)
    return () => reader.abort()
  }, [change])
  return url
}
