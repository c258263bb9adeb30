import { Icon } from '../../components/Icon.tsx';

/** A titled card of the page. */
export function CardHead({
  title,
  action,
}: {
  readonly title: string;
  readonly action?: { readonly label: string; readonly run: () => void };
}) {
  return (
    <header class="block-head">
      <h2>{title}</h2>
      {action !== undefined && (
        <button type="button" class="button button-small" onClick={action.run}>
          <Icon name="plus" size={14} />
          {action.label}
        </button>
      )}
    </header>
  );
}
