package dev.atelier.engine.video;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.Task;
import dev.atelier.lib.codecs.api.Picture;
import dev.atelier.lib.codecs.api.Resize;

/** The reference's procedural film: ten synthetic pictures a second, each of the prompt and its number. */
record RingFilm(String prompt, int width, int height, int frames) implements Film {
    static final String MODEL = "procedural-gif";
    static final int FPS = 10;

    private static final int SMALLEST = 64;
    private static final int BIGGEST = 1024;

    /** Sizes are pulled into what it can do, frames a second are as they are, whatever the task says. */
    static RingFilm of(Task.Video task) throws EngineException {
        double seconds = Math.max(0.1, Request.seconds(task));
        return new RingFilm(
                task.prompt(), clamp(task.width()), clamp(task.height()), Math.max(1, (int) Math.round(seconds * FPS)));
    }

    private static int clamp(int side) {
        return Math.max(SMALLEST, Math.min(BIGGEST, side));
    }

    @Override
    public void draw(int frame, int[] pixels) {
        Picture rings = new Picture(Rings.SIDE, Rings.SIDE, Rings.of(prompt + " #" + frame));
        int[] drawn = Resize.of(rings, width, height).argb();
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = drawn[i] & 0xffffff;
        }
    }
}
