package dev.atelier.host.internal;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What the kernel's driver says of AMD's cards. */
final class AmdMemory implements GpuMemory {
    private final Machine machine;

    AmdMemory(Machine machine) {
        this.machine = machine;
    }

    private record Device(long total, OptionalLong used) {}

    @Override
    public long total() {
        return devices().stream().mapToLong(Device::total).sum();
    }

    /** The largest: the graphics of a processor may be the first. */
    @Override
    public Optional<Card> card() {
        return devices().stream()
                .filter(device -> device.used().isPresent())
                .max(Comparator.comparingLong(Device::total))
                .map(device -> new Card(
                        device.total(),
                        Math.max(0, device.total() - device.used().orElseThrow())));
    }

    private List<Device> devices() {
        return machine.list("sys/class/drm").stream()
                // card0, and not card0-DP-1, which is a connector of the same device
                .filter(card -> card.matches(".*/card\\d+"))
                .flatMap(card -> device(card + "/device/").stream())
                .toList();
    }

    private Optional<Device> device(String device) {
        OptionalLong total = bytes(device + "mem_info_vram_total");
        return total.isEmpty()
                ? Optional.empty()
                : Optional.of(new Device(total.getAsLong(), bytes(device + "mem_info_vram_used")));
    }

    private OptionalLong bytes(String file) {
        Optional<String> text = machine.read(file);
        return text.isEmpty() ? OptionalLong.empty() : Sizes.bytes(text.get(), file);
    }
}
