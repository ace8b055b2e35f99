// deepcars train: a network learns the years of cars.
#include "native/train/train.h"

#include <algorithm>
#include <memory>

#include "native/base/environment.h"
#include "native/base/model.h"
#include "native/base/progress.h"
#include "native/commands.h"
#include "native/train/passive_threads.h"

namespace deepcars::native {
namespace {

/// The machine's, shared among its workers if torchrun started several.
int default_threads() {
  const int workers = std::max(1, environment_number("LOCAL_WORLD_SIZE").value_or(1));
  return std::max(1, thread_count(0) / workers);
}

void add_recipe_option(CLI::App* app, TrainOptions& options) {
  auto* recipe = app->add_option_function<std::string>(
      "--recipe",
      [&options](const std::string& name) {
        const int threads = options.threads;
        options = recipe_defaults(name).value_or(TrainOptions{});
        options.recipe = name;
        options.threads = threads;
      },
      "Where the other options start from:\n"
      "full (the default): all layers on augmented photos;\n"
      "head: a new last layer on features computed once, seconds per epoch;\n"
      "original: as the Python original trains, for comparison, with its faults: the fixed network is never "
      "in eval "
      "mode, so that its BatchNorm statistics drift and see the test photos; half of the photos are "
      "inverted; the "
      "last epoch counts; the validation split is not used");
  app->add_flag_callback(
         "--unfreeze", [] {}, "Train all layers: the same as --recipe full")
      ->excludes(recipe);
}

void add_schedule_options(CLI::App* app, TrainOptions& options) {
  app->add_option("--epochs", options.epochs, "Passes over the training photos")->capture_default_str();
  app->add_option("--batch-size", options.batch_size, "Photos per step")->capture_default_str();
  app->add_option("--learning-rate", options.learning_rate, "Highest, of the layers that start from weights")
      ->capture_default_str();
  app->add_option("--head-learning-rate", options.head_learning_rate, "Highest, of the new last layer")
      ->capture_default_str();
  app->add_option("--layer-decay", options.layer_decay,
                  "Each stage's rate is this times that of the one after it")
      ->capture_default_str();
  app->add_option("--weight-decay", options.weight_decay, "Not applied to biases and BatchNorm")
      ->capture_default_str();
  app->add_option("--warmup-epochs", options.warmup_epochs, "Linear rise of the rates, in --schedule cosine")
      ->capture_default_str();
  app->add_option("--schedule", options.schedule,
                  "cosine (down to 0 at the end), or steps (down to a twentieth in the first five epochs)")
      ->capture_default_str();
  app->add_option("--optimizer", options.optimizer, "adam, sgd (Nesterov momentum 0.9) or adamw")
      ->capture_default_str();
  app->add_option(
         "--ema-decay", options.ema_decay,
         "Keep the moving average of the weights with this decay per step; 0: the weights themselves")
      ->capture_default_str();
  app->add_option("--patience", options.patience_epochs,
                  "Stop after so many epochs that were no better; 0: never")
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
  app->add_option("--ranked-weight", options.ranked_weight,
                  "Weight in the loss of the ranked probability score, per year: how far off counts")
      ->capture_default_str();
  app->add_option(
         "--best-by", options.best_by,
         "Which epoch to keep, by validation: balanced-mae (mean over decades of the error in years, each "
         "weighted by the root of its photos), macro-mae (each the same), loss, or last")
      ->capture_default_str();
}

}  // namespace

void add_train_command(CLI::App& program, Action& action) {
  auto options = std::make_shared<TrainOptions>(*recipe_defaults("full"));
  options->threads = default_threads();
  CLI::App* app = program.add_subcommand("train", "Finetune ResNet-18 on an index of photos");
  add_recipe_option(app, *options);  // First: options are applied in this order.
  app->add_option("index", options->index, "Index CSV; without a split column it is split by group")
      ->required();
  app->add_option("-w,--weights", options->weights,
                  "Starting weights: a .pth state_dict of torchvision's ResNet-18, or none for random ones");
  app->add_option("--init", options->init,
                  "Start all layers from an earlier run's best epoch: its folder or best_state.safetensors");
  app->add_option("-o,--output", options->output, "Run folder; the same command again resumes there")
      ->required();
  app->add_option("--input-size", options->input_size,
                  "Side in pixels of training photos of recipe full; smaller is faster")
      ->capture_default_str();
  app->add_option("--model-input-size", options->model_input_size,
                  "Side in pixels for validation and the finished model")
      ->capture_default_str();
  app->add_option(
      "--feature-cache", options->feature_cache,
      "Folder that keeps the features of recipe head for later runs too (default: in the run folder)");
  app->add_option("--max-train-photos", options->most_train_photos,
                  "Train on a seeded choice of so many; 0: all")
      ->capture_default_str();
  app->add_option("--max-val-photos", options->most_val_photos, "Likewise for validation")
      ->capture_default_str();
  app->add_option("--augmentation", options->augmentation,
                  "Of training photos of recipe full: none, light or strong")
      ->capture_default_str();
  app->add_option("--mixup", options->mixup,
                  "Lay training photos of recipe full over others, by a share from Beta(x, x); 0: never")
      ->capture_default_str();
  add_schedule_options(app, *options);
  add_label_options(app, *options);
  app->add_option("--seed", options->seed, "Same seed, same order and augmentation")->capture_default_str();
  app->add_option("--threads", options->threads,
                  "CPU threads of this worker; by default those of a machine are shared among its workers")
      ->capture_default_str();
  app->add_option("--device", options->device, "cpu or cuda")->capture_default_str();
  app->add_option("--precision", options->precision,
                  "fp32; bf16 (mixed); auto: bf16 where the hardware has it")
      ->capture_default_str();
  app->add_option("--checkpoint-minutes", options->checkpoint_minutes, "Between checkpoints within an epoch")
      ->capture_default_str();
  app->add_option("--model-name", options->model_name, "Name in the weight file")->capture_default_str();
  app->add_option("--licence", options->licence, "Terms of the weights, in the weight file")
      ->capture_default_str();
  app->add_flag("--fresh", options->fresh, "Replace an earlier run in the folder");
  app->footer(
      "Example:\n  deepcars train split.csv --weights resnet18-f37072fd.pth --bucket-width 5 --output "
      "runs/first");
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
