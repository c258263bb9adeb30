import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useConsole } from '../../context.ts';

const names = signal<readonly string[]>([]);

/** Names of the hospital's departments, read once per visit. */
export const useDepartments = (): readonly string[] => {
  const { desk } = useConsole();
  useEffect(() => {
    if (names.peek().length > 0) return;
    void desk.call('departments', {}).then((answer) => {
      if (answer.ok) names.value = answer.value.departments.map(({ name }) => name);
    });
  }, [desk]);
  return names.value;
};
