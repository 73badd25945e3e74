/** What is on this phone: its figures, the switch for shared phones, and deleting it all. */
import { startModules } from "./dom/start";
import { HowLong } from "./modules/how-long";
import { KeptHere } from "./modules/kept-here";
import { SharedSwitch } from "./modules/shared-switch";

startModules({ "how-long": HowLong, "kept-here": KeptHere, "shared-switch": SharedSwitch });
