import { hueOf } from '@lectern/brand'
import { NativeSelect, Radio, Stack, TagsInput, Textarea, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Course } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'
import { Folded } from '../../../ui/folded.tsx'
import { PanelForm } from '../../../ui/form.tsx'
import { fromInherited, type Inherited, inheritedChoices, toInherited } from '../../../ui/inherited.ts'
import { SlideOver } from '../../../ui/slide-over.tsx'
import { useEditForm } from '../../../ui/use-edit-form.ts'
import {
  fromOptionValues,
  type OptionValues,
  type SwitchedOption,
  toOptionValues,
} from '../../rooms/accounts/option-values.ts'
import { RoomOptionsFields } from '../../rooms/accounts/room-options-fields.tsx'
import { fromSpareChoice, NOWHERE, type SpareChoice } from '../../rooms/tools/spare-choice.ts'
import { useSpareChoices } from '../../rooms/tools/use-spare-choices.ts'
import { HueField, hues } from './hue-field.tsx'
import { type ImageChange, ImageField } from './image-field.tsx'
import { nameOfProfile, ProfileField } from './profile-field.tsx'
import {
  type CourseFields,
  changeCourse,
  changeImage,
  coursesKey,
  createCourse,
  rereadCourse,
  useCategories,
} from './queries.ts'

interface CoursePanelProps {
  /** Left out = a new one. */
  course?: Course
  onClose: () => void
  onSaved?: (course: Course) => void
}

export function CoursePanel({ course, onClose, onSaved }: CoursePanelProps) {
  const { t } = useTexts()
  const client = useQueryClient()
  const categories = useCategories()
  const { groups, wordsOf: spareOf } = useSpareChoices()
  const [image, setImage] = useState<ImageChange>()
  // A picture may be refused after its course was made: pressing again changes that course.
  const [made, setMade] = useState<Course>()
  const known = made ?? course
  const finish = async (saved: Course) => {
    const shown = image ? await changeImage(saved, image) : saved
    setImage(undefined)
    onSaved?.(shown)
    return shown
  }
  const { form, meanwhile, save } = useEditForm<Course, CourseValues, CourseFields>({
    thing: known,
    toValues,
    toBody,
    parts: {
      name: { label: t('course.name') },
      code: { label: t('course.code') },
      description: { label: t('course.description') },
      type: { label: t('course.type'), show: ({ type }) => t('course.typeName', { type }) },
      visibility: {
        label: t('course.visibility'),
        show: ({ visibility }) => t('course.visibilityName', { visibility }),
      },
      categories: { label: t('course.categories'), isSet: true },
      showsRecordings: {
        label: t('course.showsRecordings'),
        show: ({ showsRecordings: value }) => t('course.showsRecordingsChoice', { value }),
      },
      spareAccountId: {
        label: t('spare.ofEvents'),
        show: ({ spareAccountId }) => spareOf(spareAccountId),
      },
      recordsEvents: {
        label: t('course.recordsEvents'),
        show: ({ recordsEvents: value }) => t('course.recordsEventsChoice', { value }),
      },
      evidenceProfile: {
        label: t('evidenceProfile.label'),
        show: ({ evidenceProfile }) => nameOfProfile(evidenceProfile, t),
      },
      roomOptions: {
        label: t('options.title'),
        each: (option) => t('options.name', { option: option as SwitchedOption }),
      },
      hue: {
        label: t('course.color'),
        show: ({ hue }) => {
          const chosen = hues.find((one) => Number(one) === hue)
          return chosen ? t('course.colorName', { hue: chosen }) : t('course.colorOfName')
        },
      },
    },
    reread: ({ id }) => rereadCourse(id),
    create: async (fields) => {
      const saved = await createCourse(fields)
      setMade(saved)
      await finish(saved)
    },
    change: async (opened, touched) =>
      finish(Object.keys(touched).length > 0 ? await changeCourse(opened, touched) : opened),
    hasMore: image !== undefined,
    onDone: async () => {
      await client.invalidateQueries({ queryKey: coursesKey })
      onClose()
    },
  })
  return (
    <SlideOver title={t(course ? 'courses.edit' : 'courses.new')} onClose={onClose}>
      <PanelForm
        form={form}
        submitLabel={t(course ? 'app.save' : 'app.create')}
        onSubmit={save}
        onCancel={onClose}
        meanwhile={meanwhile}
        hasMore={image !== undefined}
      >
        <TextInput
          label={t('course.name')}
          required
          withAsterisk={false}
          maxLength={200}
          data-autofocus
          {...form.getInputProps('name')}
        />
        <TextInput label={t('course.code')} maxLength={50} {...form.getInputProps('code')} />
        <Textarea
          label={t('course.description')}
          autosize
          minRows={3}
          maxLength={10_000}
          {...form.getInputProps('description')}
        />
        <TagsInput
          label={t('course.categories')}
          description={t('course.categoriesHelp')}
          data={categories.data?.items.map((category) => category.name) ?? []}
          maxTags={20}
          maxLength={60}
          acceptValueOnBlur
          {...form.getInputProps('categories')}
        />
        <HueField
          name={form.values.name}
          value={form.values.hue}
          onChange={(hue) => form.setFieldValue('hue', hue)}
        />
        <ImageField
          name={form.values.name}
          hue={hueOf(form.values)}
          imageUrl={course?.imageUrl ?? null}
          change={image}
          onChange={setImage}
        />
        <Radio.Group label={t('course.type')} {...form.getInputProps('type')}>
          <Stack gap="xs" mt={4}>
            <Radio value="vilt" label={t('course.typeName', { type: 'vilt' })} />
            <Radio value="ilt" label={t('course.typeName', { type: 'ilt' })} />
          </Stack>
        </Radio.Group>
        <Radio.Group label={t('course.visibility')} {...form.getInputProps('visibility')}>
          <Stack gap="xs" mt={4}>
            <Radio value="enrolled" label={t('course.visibilityName', { visibility: 'enrolled' })} />
            <Radio value="catalogue" label={t('course.visibilityName', { visibility: 'catalogue' })} />
          </Stack>
        </Radio.Group>
        <NativeSelect
          label={t('course.showsRecordings')}
          data={inheritedChoices.map((value) => ({
            value,
            label: t('course.showsRecordingsChoice', { value }),
          }))}
          {...form.getInputProps('showsRecordings')}
        />
        <NativeSelect
          label={t('course.recordsEvents')}
          description={t('course.recordsEventsHelp')}
          data={inheritedChoices.map((value) => ({
            value,
            label: t('course.recordsEventsChoice', { value }),
          }))}
          {...form.getInputProps('recordsEvents')}
        />
        <NativeSelect
          label={t('spare.ofEvents')}
          description={t('spare.help')}
          data={[{ value: NOWHERE, label: spareOf(NOWHERE) }, ...groups]}
          {...form.getInputProps('spareAccountId')}
        />
        <ProfileField {...form.getInputProps('evidenceProfile')} />
        <Folded title={t('options.title')}>
          <RoomOptionsFields inputOf={(option) => form.getInputProps(`roomOptions.${option}`)} />
        </Folded>
      </PanelForm>
    </SlideOver>
  )
}

type CourseValues = Omit<
  CourseFields,
  'showsRecordings' | 'recordsEvents' | 'spareAccountId' | 'roomOptions'
> & {
  spareAccountId: SpareChoice
  roomOptions: OptionValues
  showsRecordings: Inherited
  recordsEvents: Inherited
}

function toBody({
  showsRecordings,
  recordsEvents,
  spareAccountId,
  roomOptions,
  ...fields
}: CourseValues): CourseFields {
  return {
    ...fields,
    showsRecordings: fromInherited(showsRecordings),
    recordsEvents: fromInherited(recordsEvents),
    spareAccountId: fromSpareChoice(spareAccountId) ?? null,
    roomOptions: fromOptionValues(roomOptions),
  }
}

function toValues(course: Course | undefined): CourseValues {
  return {
    name: course?.name ?? '',
    code: course?.code ?? '',
    description: course?.description ?? '',
    type: course?.type ?? 'vilt',
    visibility: course?.visibility ?? 'enrolled',
    categories: course?.categories ?? [],
    hue: course?.hasOwnHue ? course.hue : null,
    showsRecordings: toInherited(course?.showsRecordings),
    recordsEvents: toInherited(course?.recordsEvents),
    spareAccountId: course?.spareAccountId ?? NOWHERE,
    evidenceProfile: course?.evidenceProfile ?? null,
    roomOptions: toOptionValues(course?.roomOptions),
  }
}
