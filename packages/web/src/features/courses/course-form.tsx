import { Radio, Stack, TagsInput, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import type { Course } from '../../api/client.ts'
import { useTexts } from '../../app/i18n.ts'
import { PanelForm } from '../../ui/form.tsx'
import { SlideOver } from '../../ui/slide-over.tsx'
import { type ImageChange, ImageField } from './image-field.tsx'
import {
  type CourseFields,
  changeCourse,
  changeImage,
  coursesKey,
  createCourse,
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
  const [image, setImage] = useState<ImageChange>()
  // A picture may be refused after its course was saved: pressing again changes that course.
  const known = useRef(course)
  const form = useForm<CourseFields>({
    initialValues: {
      name: course?.name ?? '',
      code: course?.code ?? '',
      description: course?.description ?? '',
      type: course?.type ?? 'vilt',
      visibility: course?.visibility ?? 'enrolled',
      categories: course?.categories ?? [],
    },
  })
  const save = async (fields: CourseFields) => {
    const saved = known.current ? await changeCourse(known.current, fields) : await createCourse(fields)
    known.current = saved
    if (image) await changeImage(saved.id, image)
    await client.invalidateQueries({ queryKey: coursesKey })
    onClose()
    onSaved?.(saved)
  }
  return (
    <SlideOver title={t(course ? 'courses.edit' : 'courses.new')} onClose={onClose}>
      <PanelForm
        form={form}
        submitLabel={t(course ? 'app.save' : 'app.create')}
        onSubmit={save}
        onCancel={onClose}
        onReload={() => client.invalidateQueries({ queryKey: coursesKey }).then(onClose)}
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
        <ImageField imageUrl={course?.imageUrl ?? null} change={image} onChange={setImage} />
        <Radio.Group label={t('course.type')} {...form.getInputProps('type')}>
          <Stack gap="xs" mt={4}>
            <Radio value="vilt" label={t('course.type.vilt')} />
            <Radio value="ilt" label={t('course.type.ilt')} />
          </Stack>
        </Radio.Group>
        <Radio.Group label={t('course.visibility')} {...form.getInputProps('visibility')}>
          <Stack gap="xs" mt={4}>
            <Radio value="enrolled" label={t('course.visibility.enrolled')} />
            <Radio value="catalogue" label={t('course.visibility.catalogue')} />
          </Stack>
        </Radio.Group>
      </PanelForm>
    </SlideOver>
  )
}
