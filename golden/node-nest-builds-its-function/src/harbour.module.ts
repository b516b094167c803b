import { Injectable, Module } from "@nestjs/common";

@Injectable()
export class Berths {
  free(length: number): string {
    return length > 12 ? "north quay" : "south pontoon";
  }
}

@Module({ providers: [Berths] })
export class Harbour {}
