import { useEffect, useState } from 'preact/hooks';

/**
 * A part of the page that few talks need: a chunk of its own, fetched when something first `wanted` it. Undefined until
 * it is there. What must work without network stays in the panel.
 */
export const later = <T>(load: () => Promise<T>): ((wanted: boolean) => T | undefined) => {
  let loaded: T | undefined;
  let loading: Promise<void> | undefined;
  const fetched = (): Promise<void> => {
    loading ??= load().then((part) => {
      loaded = part;
    });
    // Tried again with the next one that wants it.
    loading.catch(() => {
      loading = undefined;
    });
    return loading;
  };
  return (wanted) => {
    const [part, setPart] = useState(() => loaded);
    useEffect(() => {
      if (!wanted || part !== undefined) return undefined;
      let here = true;
      fetched().then(
        () => {
          if (here) setPart(() => loaded);
        },
        () => undefined,
      );
      return () => {
        here = false;
      };
    }, [wanted, part]);
    return part;
  };
};
