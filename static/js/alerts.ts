/** The page of what one is told of. */
import { startModules } from "./dom/start";
import { AddressField } from "./modules/address-field";
import { AlertsEnd } from "./modules/alerts-end";
import { NearAddress } from "./modules/near-address";
import { PushHere } from "./modules/push-here";

startModules({ "address-field": AddressField, "alerts-end": AlertsEnd, "near-address": NearAddress, "push-here": PushHere });
