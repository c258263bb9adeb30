/** Methods that the code uses and that WebViews of 2020 lack. Added only where missing, never enumerable. */
const add = (target: object, name: string, value: unknown): void => {
  if (name in target) return;
  Object.defineProperty(target, name, { value, configurable: true, writable: true });
};

function at<T>(this: ArrayLike<T>, index: number): T | undefined {
  const from = Math.trunc(index) || 0;
  return this[from < 0 ? this.length + from : from];
}

add(Array.prototype, 'at', at);
add(String.prototype, 'at', at);
add(
  String.prototype,
  'replaceAll',
  function replaceAll(this: string, from: string | RegExp, to: string): string {
    return typeof from === 'string' ? this.split(from).join(to) : this.replace(from, to);
  },
);
