package dev.atelier.host.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Memory of the GPUs: of the first kind of cards that this machine has. */
final class Vram {
    private static final double GIB = 1024.0 * 1024.0 * 1024.0;

    private final List<GpuMemory> kinds;

    Vram(Machine machine) {
        List<GpuMemory> all = new ArrayList<>();
        all.add(new NvidiaMemory(machine));
        switch (machine.os()) {
            case MAC -> all.add(new AppleMemory(machine));
            case WINDOWS -> all.add(new WindowsMemory(machine));
            case LINUX, OTHER -> all.add(new AmdMemory(machine));
        }
        kinds = List.copyOf(all);
    }

    /** Of all cards together, 0 when none is known. */
    double totalGib() {
        for (GpuMemory kind : kinds) {
            long total = kind.total();
            if (total > 0) {
                return total / GIB;
            }
        }
        return 0;
    }

    OptionalLong freeBytes() {
        for (GpuMemory kind : kinds) {
            OptionalLong free = kind.free();
            if (free.isPresent()) {
                return free;
            }
        }
        return OptionalLong.empty();
    }
}
