import { type EndpointTable, routesOf } from '#shared/client/api-client.ts';
import { ENDPOINTS } from '#shared/contract/endpoints.ts';

/**
 * Names, methods and paths of the contract. `build.ts` puts the value in the place of this module, so that the panel
 * carries the table but not the schemas behind it.
 */
export const ROUTES: EndpointTable = routesOf(ENDPOINTS);
