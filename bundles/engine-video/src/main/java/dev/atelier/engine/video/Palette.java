package dev.atelier.engine.video;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The colours of a scene: by what its words call to mind, else by chance.
 *
 * @param top of the sky
 * @param horizon where the sky ends
 * @param glow of lights
 * @param near the darkest, of what is in front
 */
record Palette(int top, int horizon, int glow, int near) {
    /** A mood: words that call it, the hue around which its colours are, and how light it is. */
    private record Mood(List<String> words, double hue, double apart, double light) {}

    private static final List<Mood> MOODS = List.of(
            new Mood(List.of("night", "moon", "star", "dark", "midnight", "space", "galaxy"), 0.65, 0.09, 0.20),
            new Mood(List.of("sunset", "dawn", "dusk", "evening", "sunrise", "golden"), 0.04, 0.10, 0.52),
            new Mood(List.of("fire", "lava", "flame", "ember", "volcano", "burn"), 0.02, 0.06, 0.34),
            new Mood(
                    List.of("sea", "ocean", "water", "wave", "river", "rain", "lake", "harbour", "boat"),
                    0.55,
                    0.08,
                    0.46),
            new Mood(
                    List.of("forest", "wood", "leaf", "leaves", "garden", "grass", "meadow", "jungle"),
                    0.34,
                    0.10,
                    0.44),
            new Mood(List.of("snow", "ice", "winter", "fog", "mist", "cloud", "frost"), 0.57, 0.05, 0.68),
            new Mood(List.of("desert", "dune", "sand", "clay", "autumn", "canyon"), 0.09, 0.05, 0.55),
            new Mood(List.of("flower", "rose", "spring", "love", "dream", "cherry"), 0.92, 0.10, 0.62));

    static Palette of(String text, Chance chance) {
        Set<String> words = new HashSet<>(List.of(text.toLowerCase(Locale.ROOT).split("[^a-z]+", -1)));
        for (Mood mood : MOODS) {
            if (mood.words().stream().anyMatch(word -> words.contains(word) || words.contains(word + "s"))) {
                return around(mood.hue() + chance.between(-0.02, 0.02), mood.apart(), mood.light(), chance);
            }
        }
        return around(chance.between(0, 1), chance.between(0.07, 0.2), chance.between(0.35, 0.55), chance);
    }

    private static Palette around(double hue, double apart, double light, Chance chance) {
        double to = chance.below(2) == 0 ? apart : -apart;
        return new Palette(
                Colours.hsl(turned(hue - to), 0.62, light * 0.62),
                Colours.hsl(turned(hue + to * 0.6), 0.70, Math.min(0.85, light * 1.45)),
                Colours.hsl(turned(hue + to * 1.2), 0.85, 0.74),
                Colours.hsl(turned(hue - to * 0.5), 0.55, light * 0.20));
    }

    private static double turned(double hue) {
        return hue - Math.floor(hue);
    }
}
