package dev.atelier.benchmarks;

/** Another server that keeps jobs on disk and hands them to workers. */
interface DispatchRival extends AutoCloseable {
    DispatchFigures.Latency oneAtATime(int jobs, int warmUp) throws Exception;

    DispatchFigures.Rate atOnce(int jobs, int warmUp, int workers, int clients) throws Exception;

    @Override
    void close();
}
