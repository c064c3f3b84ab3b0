package dev.atelier.host.internal;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What the kernel's driver says of AMD's cards. */
final class AmdMemory implements GpuMemory {
    private final Machine machine;

    AmdMemory(Machine machine) {
        this.machine = machine;
    }

    private record Card(long total, OptionalLong used) {
        boolean tells() {
            return used.isPresent();
        }

        long free() {
            return Math.max(0, total - used.orElse(total));
        }
    }

    @Override
    public long total() {
        return cards().stream().mapToLong(Card::total).sum();
    }

    @Override
    public OptionalLong free() {
        List<Card> telling = cards().stream().filter(Card::tells).toList();
        return telling.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(telling.stream().mapToLong(Card::free).sum());
    }

    private List<Card> cards() {
        return machine.list("sys/class/drm").stream()
                // card0, and not card0-DP-1, which is a connector of the same device
                .filter(card -> card.matches(".*/card\\d+"))
                .flatMap(card -> card(card + "/device/").stream())
                .toList();
    }

    private Optional<Card> card(String device) {
        OptionalLong total = bytes(device + "mem_info_vram_total");
        return total.isEmpty()
                ? Optional.empty()
                : Optional.of(new Card(total.getAsLong(), bytes(device + "mem_info_vram_used")));
    }

    private OptionalLong bytes(String file) {
        Optional<String> text = machine.read(file);
        return text.isEmpty() ? OptionalLong.empty() : Sizes.bytes(text.get(), file);
    }
}
