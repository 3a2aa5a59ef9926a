// An OpenTelemetry Collector holding only what the end-to-end suites need: the core OTLP receiver and an exporter that
// appends every batch to a file as one line of OTLP JSON.
package main

import (
	"context"
	"errors"
	"log"
	"os"
	"sync"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/confmap/provider/fileprovider"
	"go.opentelemetry.io/collector/exporter"
	"go.opentelemetry.io/collector/exporter/exporterhelper"
	"go.opentelemetry.io/collector/otelcol"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/receiver"
	"go.opentelemetry.io/collector/receiver/otlpreceiver"
	"go.opentelemetry.io/collector/service/telemetry/otelconftelemetry"
)

type linesConfig struct {
	// Path is the file that is appended to.
	Path string `mapstructure:"path"`
}

// Validate is called by the collector when it reads its configuration.
func (c *linesConfig) Validate() error {
	if c.Path == "" {
		return errors.New("path: expected the file to append to")
	}
	return nil
}

type linesExporter struct {
	mutex sync.Mutex
	file  *os.File
}

func (e *linesExporter) consume(_ context.Context, metrics pmetric.Metrics) error {
	line, err := (&pmetric.JSONMarshaler{}).MarshalMetrics(metrics)
	if err != nil {
		return err
	}
	e.mutex.Lock()
	defer e.mutex.Unlock()
	_, err = e.file.Write(append(line, '\n'))
	return err
}

func newLinesExporter(ctx context.Context, settings exporter.Settings, config component.Config) (exporter.Metrics, error) {
	lines := &linesExporter{}
	path := config.(*linesConfig).Path
	return exporterhelper.NewMetrics(ctx, settings, config, lines.consume,
		exporterhelper.WithStart(func(context.Context, component.Host) error {
			file, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
			lines.file = file
			return err
		}),
		exporterhelper.WithShutdown(func(context.Context) error {
			if lines.file == nil {
				return nil
			}
			return lines.file.Close()
		}))
}

func components() (otelcol.Factories, error) {
	receivers, err := otelcol.MakeFactoryMap[receiver.Factory](otlpreceiver.NewFactory())
	if err != nil {
		return otelcol.Factories{}, err
	}
	exporters, err := otelcol.MakeFactoryMap[exporter.Factory](exporter.NewFactory(
		component.MustNewType("lines"),
		func() component.Config { return &linesConfig{} },
		exporter.WithMetrics(newLinesExporter, component.StabilityLevelStable)))
	if err != nil {
		return otelcol.Factories{}, err
	}
	return otelcol.Factories{Receivers: receivers, Exporters: exporters, Telemetry: otelconftelemetry.NewFactory()}, nil
}

func main() {
	command := otelcol.NewCommand(otelcol.CollectorSettings{
		BuildInfo: component.BuildInfo{Command: "otel-collector", Description: "Collector of the end-to-end suites", Version: "0.1.0"},
		Factories: components,
		ConfigProviderSettings: otelcol.ConfigProviderSettings{
			ResolverSettings: confmap.ResolverSettings{
				DefaultScheme:     "file",
				ProviderFactories: []confmap.ProviderFactory{fileprovider.NewFactory()},
			},
		},
	})
	if err := command.Execute(); err != nil {
		log.Fatal(err)
	}
}
