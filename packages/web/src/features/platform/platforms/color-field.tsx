import { accentContrast, nearestReadable, READABLE, readHex, type Scheme } from '@lectern/brand'
import { Button, Stack, Text, TextInput } from '@mantine/core'
import { useTexts } from '../../../app/i18n.ts'
import classes from './platform-form.module.css'

interface ColorFieldProps {
  label: string
  description: string
  /** Where it is to be read. */
  scheme: Scheme
  /** As it was typed; empty = none. */
  value: string
  /** Shown by the picker while none is chosen. */
  standard: string
  error?: React.ReactNode
  onChange: (value: string) => void
}

/** A color, typed or picked; says at once whether it can be read, and offers the nearest shade that can. */
export function ColorField({
  label,
  description,
  scheme,
  value,
  standard,
  error,
  onChange,
}: ColorFieldProps) {
  const { t } = useTexts()
  const color = readHex(value.trim())
  const flaw = value.trim() && !color ? t('platform.notColor', { found: value.trim() }) : undefined
  const contrast = color && accentContrast(color, scheme)
  const isReadable = contrast !== undefined && contrast >= READABLE
  const nearest = color && !isReadable ? nearestReadable(color, scheme) : undefined
  return (
    <Stack gap={6}>
      <TextInput
        label={label}
        description={description}
        value={value}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
        error={flaw ?? error}
        maxLength={20}
        spellCheck={false}
        autoComplete="off"
        leftSectionWidth={44}
        leftSection={
          <input
            type="color"
            className={classes.picker}
            aria-label={t('platform.pick', { name: label })}
            value={color ?? standard}
            onChange={({ currentTarget }) => onChange(currentTarget.value)}
          />
        }
      />
      <div role="status">
        {contrast !== undefined && isReadable && (
          <Text size="xs" c="green">
            {t('platform.isReadable', { contrast: floored(contrast) })}
          </Text>
        )}
        {contrast !== undefined && nearest && (
          <Stack gap={6} align="flex-start">
            <Text size="xs" c="red">
              {t('platform.hardToRead', { scheme, contrast: floored(contrast) })}
            </Text>
            <Button variant="default" size="xs" onClick={() => onChange(nearest)}>
              <span className={classes.swatch} style={{ background: nearest }} aria-hidden />
              {t('platform.take', { color: nearest })}
            </Button>
          </Stack>
        )}
      </div>
    </Stack>
  )
}

/** 4.49 is not 4.5. */
const floored = (contrast: number) => Math.floor(contrast * 10) / 10
