package dev.atelier.host.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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

    /** The one that jobs go to, as it is now; empty when it cannot be told. */
    Optional<GpuMemory.Card> card() {
        return kinds.stream().flatMap(kind -> kind.card().stream()).findFirst();
    }
}
