import { Berths } from "./harbour.module";

test("long boats lie in the north", () => expect(new Berths().free(14)).toBe("north quay"));
