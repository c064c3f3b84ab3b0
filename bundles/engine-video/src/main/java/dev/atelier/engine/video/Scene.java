package dev.atelier.engine.video;

import java.util.ArrayList;
import java.util.List;

/** A landscape that moves: a sky with slow lights, drifting sparks, hills before hills, and its words below. */
final class Scene {
    private static final int HILLS = 4;
    private static final double VIGNETTE = 0.45;

    private final Palette palette;
    private final Sky sky;
    private final List<Hill> hills = new ArrayList<>();
    private final Sparks sparks;
    private final Caption caption;
    private final int[] shade;

    Scene(String text, int width, int height) {
        Chance chance = Chance.of(text);
        this.palette = Palette.of(text, chance);
        this.sky = new Sky(palette, width, height, chance);
        for (int i = 0; i < HILLS; i++) {
            hills.add(new Hill(palette, (i + 1.0) / HILLS, width, height, chance));
        }
        this.sparks = new Sparks(palette.glow(), width, height, chance);
        this.caption = Caption.of(text, width, height);
        this.shade = shade(width, height);
    }

    /** @param seconds since the film began, so that it goes on moving while the next scene fades in */
    void draw(double seconds, double captionShare, int[] pixels) {
        sky.draw(seconds, pixels);
        sparks.draw(seconds, pixels);
        for (Hill hill : hills) {
            hill.draw(seconds, pixels);
        }
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = Colours.mix256(pixels[i], palette.near(), shade[i]);
        }
        caption.draw(captionShare, pixels);
    }

    /** How much darker it is towards the corners, of 256. */
    private static int[] shade(int width, int height) {
        int[] shade = new int[width * height];
        for (int y = 0; y < height; y++) {
            double dy = 2.0 * y / height - 1;
            for (int x = 0; x < width; x++) {
                double dx = 2.0 * x / width - 1;
                double far = Math.max(0, (dx * dx + dy * dy - 0.5) / 1.5);
                shade[y * width + x] = (int) (256 * VIGNETTE * far);
            }
        }
        return shade;
    }
}
