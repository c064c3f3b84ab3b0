package dev.atelier.engine.onnx.schedule;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The ways from noise to a picture there are, by the names people and diffusers have for them. */
@SuppressWarnings("ImmutableEnumChecker") // its lists are
public enum Method {
    DDIM(List.of("ddim", "ddim_trailing"), List.of("DDIMScheduler")),
    PNDM(List.of("pndm", "plms"), List.of("PNDMScheduler")),
    EULER(List.of("euler", "k_euler"), List.of("EulerDiscreteScheduler")),
    EULER_A(List.of("euler_a", "euler_ancestral", "k_euler_a"), List.of("EulerAncestralDiscreteScheduler")),
    DPM(
            List.of("dpm++2m", "dpmpp_2m", "dpm++2mv2"),
            List.of("DPMSolverMultistepScheduler", "DPMSolverSinglestepScheduler", "UniPCMultistepScheduler")),
    LCM(List.of("lcm"), List.of("LCMScheduler"));

    private final List<String> names;
    private final List<String> schedulers;

    Method(List<String> names, List<String> schedulers) {
        this.names = names;
        this.schedulers = schedulers;
    }

    /** By the name a task may give. */
    public static Optional<Method> named(String name) {
        String plain = name.strip().toLowerCase(Locale.ROOT).replace(' ', '_').replace('-', '_');
        return Arrays.stream(values())
                .filter(method -> method.names.contains(plain))
                .findFirst();
    }

    /** What a model comes with; Euler for schedulers that have no counterpart here. */
    public static Method of(Training training) {
        return Arrays.stream(values())
                .filter(method -> method.schedulers.contains(training.scheduler()))
                .findFirst()
                .orElse(EULER);
    }

    /** The names, for a person. */
    public static String all() {
        return Arrays.stream(values()).map(method -> method.names.get(0)).collect(Collectors.joining(", "));
    }

    /**
     * @param steps from pure noise; only the last ones are made of a picture that is to stay recognisable
     * @param strength how much of the picture to begin with may go; 1 when there is none
     * @param fresh new noise on the way
     */
    public Sampler sampler(Training training, int steps, double strength, Noise fresh) {
        int all = Math.max(1, Math.min(steps, training.curve().moments()));
        int used = Math.min(all, (int) (all * strength));
        return switch (this) {
            case DDIM -> new Ddim(training, all, used);
            case PNDM -> new Pndm(training, all, used);
            case EULER -> new Euler(training, all, used, null);
            case EULER_A -> new Euler(training, all, used, fresh);
            case DPM -> new Dpm(training, all, used);
            case LCM -> new Lcm(training, all, strength, fresh);
        };
    }
}
