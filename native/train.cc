// deepcars train: a network learns the years of cars.
#include "native/train/train.h"

#include <algorithm>
#include <memory>
#include <thread>

#include "native/base/progress.h"
#include "native/commands.h"
#include "native/train/passive_threads.h"

namespace deepcars::native {
namespace {

void add_schedule_options(CLI::App* app, TrainOptions& options) {
  app->add_option("--epochs", options.epochs, "Passes over the training photos")->capture_default_str();
  app->add_option("--batch-size", options.batch_size, "Photos per step")->capture_default_str();
  app->add_option("--learning-rate", options.learning_rate,
                  "Of the layers that start from weights; used with --unfreeze")
      ->capture_default_str();
  app->add_option("--head-learning-rate", options.head_learning_rate, "Of the new last layer")
      ->capture_default_str();
  app->add_option("--weight-decay", options.weight_decay, "Not applied to biases and BatchNorm")
      ->capture_default_str();
  app->add_option("--warmup-epochs", options.warmup_epochs,
                  "Linear rise of the rates; a cosine lowers them to the end")
      ->capture_default_str();
  app->add_option("--optimizer", options.optimizer, "adam, sgd (Nesterov momentum 0.9) or adamw")
      ->capture_default_str();
}

void add_label_options(CLI::App* app, TrainOptions& options) {
  app->add_option("--bucket-rule", options.bucket_rule,
                  "How years become classes: original, uniform or edges")
      ->capture_default_str();
  app->add_option("--bucket-width", options.bucket_width, "Years per bucket, for original and uniform")
      ->capture_default_str();
  app->add_option("--bucket-edges", options.bucket_edges,
                  "First year of each bucket, then one past the last year")
      ->delimiter(',');
  app->add_option("--class-weights", options.class_weights,
                  "Loss weight of rare buckets: none, sqrt or balanced")
      ->capture_default_str();
  app->add_option("--source-weights", options.source_weights,
                  "How often photos of small sources are drawn: none, sqrt or balanced")
      ->capture_default_str();
  app->add_option("--label-smoothing-years", options.label_smoothing_years,
                  "Standard deviation in years of soft labels around the photo's year; 0 for hard labels")
      ->capture_default_str();
  app->add_option("--best-by", options.best_by,
                  "Which epoch to keep: macro-mae (mean over decades of the error in years) or loss")
      ->capture_default_str();
}

}  // namespace

void add_train_command(CLI::App& program, Action& action) {
  auto options = std::make_shared<TrainOptions>();
  options->threads = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  CLI::App* app = program.add_subcommand("train", "Finetune ResNet-18 on an index of photos");
  app->add_option("index", options->index, "Index CSV; without a split column it is split by group")
      ->required();
  app->add_option("-w,--weights", options->weights,
                  "Starting weights: a .pth state_dict of torchvision's ResNet-18, or none for random ones");
  app->add_option("--init", options->init,
                  "Start all layers from an earlier run's best epoch: its folder or best_state.safetensors");
  app->add_option("-o,--output", options->output, "Run folder; the same command again resumes there")
      ->required();
  app->add_flag("--unfreeze", options->unfreeze,
                "Train all layers on augmented photos, not only the last one");
  app->add_option("--input-size", options->input_size,
                  "Side of training photos in pixels; used with --unfreeze")
      ->capture_default_str();
  app->add_option("--model-input-size", options->model_input_size,
                  "Side in pixels for validation and the finished model")
      ->capture_default_str();
  add_schedule_options(app, *options);
  add_label_options(app, *options);
  app->add_option("--seed", options->seed, "Same seed, same order and augmentation")->capture_default_str();
  app->add_option("--threads", options->threads, "CPU threads")->capture_default_str();
  app->add_option("--device", options->device, "cpu or cuda")->capture_default_str();
  app->add_option("--model-name", options->model_name, "Name in the weight file")->capture_default_str();
  app->add_option("--licence", options->licence, "Terms of the weights, in the weight file")
      ->capture_default_str();
  app->add_flag("--fresh", options->fresh, "Replace an earlier run in the folder");
  app->footer(
      "Example:\n  deepcars train split.csv --weights resnet18-f37072fd.pth --unfreeze --input-size 128 "
      "--epochs 12 \\\n"
      "    --bucket-rule uniform --bucket-width 5 --class-weights sqrt --output runs/first");
  app->callback([options, &action] {
    action = [options]() -> Expected<void> {
      if (auto good = check(*options); !good) return good;
      restart_with_passive_threads();
      catch_interrupts();
      return train(*options);
    };
  });
}

}  // namespace deepcars::native
